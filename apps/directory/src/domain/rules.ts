import type { Text } from '@aftercare/kernel';

/** What each rule of this service says to the person it stopped: what is wrong and what to do. `{…}` are the rule's params. */
export const directoryRules: Readonly<Record<string, Text>> = {
  'authenticity.code-malformed': {
    zh: '防伪码不正确：请填写 18 位数字的防伪码，或机身上的序列号（如 YG2509000003）。',
    en: 'Not an authenticity code: give the 18 digits, or the serial number on the device (such as YG2509000003).',
  },
  'contact.caller-required': {
    zh: '电话来访必须填写来电号码（caller）。',
    en: 'A contact by phone needs the number of the caller (caller).',
  },
  'contact.words-required': {
    zh: '请填写客户的原话（words），不能只有空白。',
    en: 'Write down what the customer said (words); blanks alone are not enough.',
  },
  'customer.agent-without-owner': {
    zh: '代办人（agentId）须由负责人（ownerId）委托，请先填写负责人。',
    en: 'An agent (agentId) acts for an owner: name the owner (ownerId) first.',
  },
  'customer.merged': {
    zh: '该客户档案已合并，请使用合并后的档案（{survivorId}）。',
    en: 'This record was merged into another one: use {survivorId}.',
  },
  'customer.name-required': {
    zh: '请填写姓名（name），不能只有空白。',
    en: 'Give the customer’s name (name); blanks alone are not enough.',
  },
  'customer.not-offered-to-you': {
    zh: '客户 {code} 目前没有分配给您，不能接受或拒绝。',
    en: 'Customer {code} is not offered to you now; only who is asked can accept or decline.',
  },
  'customer.quiet-hours-incomplete': {
    zh: '免打扰时段须同时填写开始（quietFrom）和结束（quietTo），或都不填。',
    en: 'Quiet hours need both ends (quietFrom and quietTo), or neither.',
  },
  'customer.reference-unknown': {
    zh: '{field} 中的 {code} 不在您可见的档案中；负责人须为客户所属分公司的在职员工。',
    en: '{code} in {field} is not on file for you; an owner has to be at work in the customer’s branch.',
  },
  'customer.referred-by-himself': {
    zh: '介绍人（referrerCode）不能是客户本人。',
    en: 'A customer cannot be his own referrer (referrerCode).',
  },
  'dealer.name-required': { zh: '经销商名称不能为空。', en: 'A dealer needs a name.' },
  'dealer.code-taken': { zh: '编号 {dealer} 已被使用，请换一个。', en: 'The code {dealer} is taken: choose another.' },
  'dealer.reference-unknown': { zh: '{field} 中的 {code} 不在您可见的档案中；代表须为在职员工。', en: '{code} in {field} is not on file for you; a representative has to work here.' },
  'dealer.representative-missing': { zh: '重点客户须指定专属代表（representativeId）。', en: 'A key account needs somebody who answers for it (representativeId).' },
  'dealer.below-himself': { zh: '{dealer} 不能在自己之下：请检查上级经销商（parentDealerCode）。', en: '{dealer} cannot stand below himself: check the dealer above him (parentDealerCode).' },
  'dealer.relative': {
    zh: '您与经销商 {dealer} 有申报的亲属关系，重点客户与信用额度须由他人决定。',
    en: 'You are a declared relative of {dealer}: key account and credit limit are for somebody else to decide.',
  },
  'staff.name-required': { zh: '员工姓名不能为空。', en: 'A member of staff needs a name.' },
  'staff.code-taken': { zh: '工号 {staffId} 已被使用，请换一个。', en: 'The code {staffId} is taken: choose another.' },
  'staff.manager-unknown': { zh: '上级 {staffId} 不在职或不存在。', en: 'The manager {staffId} does not work here.' },
  'staff.below-himself': { zh: '{staffId} 不能是自己的上级：请检查上级（managerId）。', en: '{staffId} cannot be above himself: check the manager (managerId).' },
  'staff.not-oneself': { zh: '自己的岗位、上级和技能须由他人修改。', en: 'Your own role, manager and skills are for somebody else to change.' },
  'staff.role-of-head-office': { zh: '岗位 {role} 只能由总部授予或变更。', en: 'The role {role} is head office’s to give and to change.' },
  'staff.own-relative': { zh: '不能把本人申报为亲属。', en: 'Nobody is a relative of his own.' },
  'staff.relative-unknown': { zh: '{relative} 不在员工、经销商或客户档案中。', en: '{relative} is on file neither as staff, nor as a dealer, nor as a customer.' },
  'staff.relative-stays': { zh: '已申报的亲属 {relative} 不能由本人撤销，请由上级更正。', en: 'You cannot take back {relative} whom you have declared: ask your manager.' },
  'staff.relatives-not-yours': { zh: '只能为自己或直接下属申报亲属。', en: 'You can declare relatives for yourself and for those whose manager you are.' },
  'device.installed-before-made': {
    zh: '安装日期（{installedOn}）不能早于出厂日期（{madeOn}）。',
    en: 'A device cannot be installed (installedOn: {installedOn}) before it was made ({madeOn}).',
  },
  'device.installed-in-future': {
    zh: '安装日期（{installedOn}）不能晚于今天（{today}）。',
    en: 'The day of installation (installedOn: {installedOn}) cannot be later than today ({today}).',
  },
  'device.warranty-before-installation': {
    zh: '{guarantee} 的截止日（{until}）不能早于安装日期（{installedOn}）。',
    en: 'The last day of {guarantee} ({until}) cannot be before the day of installation ({installedOn}).',
  },
  'device.warranty-reason-required': {
    zh: '请写明原因（reason），不能只有空白。',
    en: 'Say why (reason); blanks alone are not enough.',
  },
  'device.reference-unknown': {
    zh: '设备 {serial} 的 {field} 尚未建档，请先登记。',
    en: 'The {field} of device {serial} is not on file: register that first.',
  },
  'calendar.invalid': {
    zh: '日历 {calendar} 无效（{rule}）：{place}。请改正后重新发送整个文件。',
    en: 'The calendar {calendar} breaks {rule}: {place}. Correct it and send the whole file again.',
  },
  'calendar.zones-differ': {
    zh: '日历 {calendar} 的各行时区不一致（{zone}、{other}），请统一。',
    en: 'The rows of calendar {calendar} name two time zones, {zone} and {other}: name one.',
  },
  'merge-proposal.decided': {
    zh: '该合并建议已处理（{state}）。',
    en: 'Somebody has decided this proposal already ({state}).',
  },
  'merge-proposal.survivor-unknown': {
    zh: '保留的档案（survivorId）必须是建议中的两个客户之一。',
    en: 'The record that stays (survivorId) has to be one of the two that are proposed.',
  },
  'note.text-missing': {
    zh: '请填写 {name}，不能只有空白。',
    en: 'Write something in {name}; blanks alone are not enough.',
  },
  'words.too-short': {
    zh: '请至少输入两个相连的字，例如“漏水”。',
    en: 'Give at least two characters that stand together, e.g. 漏水.',
  },
  'search.unclear': {
    zh: '无法识别：请输入完整号码、末 4 位、序列号、客户编号、姓名或拼音首字母。',
    en: 'Not clear what this is: give a whole number, its last 4 digits, a serial or customer number, a name or pinyin initials.',
  },
  'staff.not-active': {
    zh: '{staffId} 已离职，不能签到。',
    en: '{staffId} does not work here any more and cannot sign in.',
  },
  'staff.not-yours': {
    zh: '只能为自己或直接下属签到、签退。',
    en: 'You can sign in and out yourself and those whose manager you are.',
  },
  'phone.invalid': {
    zh: '号码不正确：请填写 1 开头的 11 位手机号，或以 0 开头的区号加 7–8 位号码。',
    en: 'Not a telephone number: give 11 digits beginning with 1, or an area code beginning with 0 and 7–8 digits.',
  },
};
